-- A database of schema 0001, by pg_dump --inserts: one workbook (key AAA…) with two versions.
SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.heartbeat (
    id integer NOT NULL,
    beat_at double precision NOT NULL
);
CREATE TABLE public.revoked (
    id character varying(43) NOT NULL,
    revoked_at double precision NOT NULL
);
CREATE TABLE public.workbook (
    id character varying(43) NOT NULL,
    version bigint NOT NULL,
    saved_at double precision NOT NULL
);
CREATE TABLE public.workbook_version (
    id character varying(43) NOT NULL,
    version bigint NOT NULL,
    body bytea NOT NULL,
    saved_at double precision NOT NULL
);
INSERT INTO public.alembic_version VALUES ('0001');
INSERT INTO public.heartbeat VALUES (1, 1795000000);
INSERT INTO public.revoked VALUES ('lKjZ5wV_LyUf5up-bG_8WBQOtKZcVENVXVK_HhpGq4k', 1795000000);
INSERT INTO public.workbook VALUES ('TKuhOjSeNt75bSt-k9rETRGqfiQO2uchZMqtY2z9FDk', 1000001, 1795000000);
INSERT INTO public.workbook_version VALUES ('TKuhOjSeNt75bSt-k9rETRGqfiQO2uchZMqtY2z9FDk', 1000000, '\x57debbdde9f9187d6282aa9f4efd21a10bdf4b5ed5af3d1e33ce9d527a0270f430db28fceb64bd0d4e399a5df78b237f438317', 1795000000);
INSERT INTO public.workbook_version VALUES ('TKuhOjSeNt75bSt-k9rETRGqfiQO2uchZMqtY2z9FDk', 1000001, '\xc2e91791530abd1f51fd6a359a646bc1447d4f9269f4b5d2dbcb18aec4d6e5a953b734af793e80d4d564b8f73cd85914b611d12ab9b6d44b02284860a247e6f85eeef6924b6e6d00711b06dc0aca', 1795000000);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.heartbeat
    ADD CONSTRAINT pk_heartbeat PRIMARY KEY (id);
ALTER TABLE ONLY public.revoked
    ADD CONSTRAINT pk_revoked PRIMARY KEY (id);
ALTER TABLE ONLY public.workbook
    ADD CONSTRAINT pk_workbook PRIMARY KEY (id);
ALTER TABLE ONLY public.workbook_version
    ADD CONSTRAINT pk_workbook_version PRIMARY KEY (id, version);
CREATE INDEX ix_workbook_saved_at ON public.workbook USING btree (saved_at);
ALTER TABLE ONLY public.workbook_version
    ADD CONSTRAINT fk_workbook_version_id_workbook FOREIGN KEY (id) REFERENCES public.workbook(id) ON DELETE CASCADE;
